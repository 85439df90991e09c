from django.http import HttpResponse


def home(request):
    return HttpResponse("Hello from Django\n", content_type="text/plain")


def health(request):
    return HttpResponse("ok\n", content_type="text/plain")
