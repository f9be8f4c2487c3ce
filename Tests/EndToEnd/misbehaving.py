"""An HTTP server on one thread that answers every n-th request badly, and logs every request.

It runs as a process of its own (`misbehaving.py KIND EVERY`), prints its port, and writes its log as
JSON when its standard input closes, so that neither side waits for the other.
"""

import asyncio
import json
import re
import sys

ALARM = '{"MetricAlarms":[{"AlarmName":"%s"}]}'


def head(status, length, *extra):
    lines = [f"HTTP/1.1 {status} Status", "Content-Type: application/x-amz-json-1.0"]
    return "\r\n".join([*lines, f"Content-Length: {length}", *extra, "", ""]).encode()


def whole(status, body):
    body = body.encode()
    return head(status, len(body)) + body


class Server:
    """`log` has, for each request: its invocation id, attempt, marker, and whether it was answered well."""

    def __init__(self, kind, every):
        self.misbehave = getattr(self, kind)
        self.every = every
        self.count = 0
        self.log = []

    async def serve(self, reader, writer):
        try:
            while await self.answer(reader, writer):
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def answer(self, reader, writer):
        """One request; False ends the connection."""
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(re.findall(r"(?m)^([^:\r\n]+): *(.*?)\r$", request.lower()))
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        marker = re.search(rb"call-\d+", body)[0].decode()
        self.count += 1
        entry = {
            "id": fields["amz-sdk-invocation-id"],
            "attempt": fields["amz-sdk-request"],
            "marker": marker,
            "good": self.count % self.every != 0,
        }
        self.log.append(entry)
        if entry["good"]:
            writer.write(whole(200, ALARM % marker))
            return True
        return await self.misbehave(writer, marker)

    # Each returns whether the connection goes on.

    async def empty_503(self, writer, _):
        writer.write(head(503, 0))
        return True

    async def throttling(self, writer, _):
        writer.write(whole(400, '{"__type":"ThrottlingException","message":"Rate exceeded"}'))
        return True

    async def reset(self, writer, _):
        writer.transport.abort()
        return False

    async def truncated(self, writer, marker):
        body = (ALARM % marker).encode()
        writer.write(head(200, len(body)) + body[:-5])
        return False

    async def malformed(self, writer, _):
        writer.write(whole(200, "<html>Welcome to the hotel's network!</html>"))
        return True

    async def silence(self, writer, _):
        writer.write(head(200, 100))
        await writer.drain()
        await asyncio.sleep(60)
        return False

    async def drip(self, writer, marker):
        body = (ALARM % marker).encode()
        writer.write(head(200, len(body)))
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)
        return True


async def main():
    misbehaving = Server(sys.argv[1], int(sys.argv[2]))
    server = await asyncio.start_server(misbehaving.serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    stdin = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin
    )
    await stdin.read()
    print(json.dumps(misbehaving.log), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
