from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI()


@app.get("/", response_class=PlainTextResponse)
async def home():
    return "Hello from FastAPI\n"


@app.get("/health", response_class=PlainTextResponse)
async def health():
    return "ok\n"
