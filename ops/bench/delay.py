#!/usr/bin/env python3
"""delay.py PORT MILLISECONDS: a link with a delay, for machines whose kernel cannot make one.

Listens on a free port of loopback, prints it, and passes each connection on to PORT of loopback; bytes arrive so many
milliseconds later, in either direction, and the first of a connection after one round trip more, as its opening takes one.
Nothing bounds how many bytes are on their way but 32 MB a direction. Ends when its standard input does.
"""
import asyncio
import sys

PIECE = 1 << 16
PIECES = 512


async def carry(reader, writer, delay, not_before):
    """One direction: a piece is handed on when its time has come; those behind it travel meanwhile."""
    clock = asyncio.get_running_loop()
    on_the_way = asyncio.Queue(PIECES)

    async def hand_on():
        while True:
            due, piece = await on_the_way.get()
            await asyncio.sleep(max(0, due - clock.time()))
            if not piece:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            writer.write(piece)
            await writer.drain()

    handing = asyncio.create_task(hand_on())
    try:
        while True:
            piece = await reader.read(PIECE)
            await on_the_way.put((max(clock.time(), not_before) + delay, piece))
            if not piece:
                break
        await handing
    except (ConnectionError, OSError):
        pass
    finally:
        handing.cancel()


async def main(port, delay):
    async def connected(reader, writer):
        opened = asyncio.get_running_loop().time() + 2 * delay
        try:
            there, back = await asyncio.open_connection("127.0.0.1", port, limit=PIECE)
            await asyncio.gather(carry(reader, back, delay, opened), carry(there, writer, delay, 0))
            back.close()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=PIECE)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if len(sys.argv) != 3:
    sys.exit(__doc__)
asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]) / 1000))
