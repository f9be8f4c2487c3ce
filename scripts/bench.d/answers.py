"""Answers every request with the same short JSON, from one thread: answers.py [DELAY]

Prints its port. With a delay in seconds, each answer waits that long, without holding up others.
"""

import heapq
import re
import selectors
import socket
import sys
import time

BODY = b'{"MetricAlarms":[]}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
    b"x-amzn-RequestId: 8f7724cf-496f-496e-8fe3-0123456789ab\r\n"
    b"Content-Length: %d\r\n\r\n" % len(BODY)
) + BODY
LENGTH = re.compile(rb"(?i)content-length:\s*(\d+)")


def main():
    delay = float(sys.argv[1]) if len(sys.argv) > 1 else 0
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    listener.setblocking(False)
    print(listener.getsockname()[1], flush=True)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    received = {}
    due = []  # (when, connection's number, connection)
    while True:
        wait = max(0, due[0][0] - time.monotonic()) if due else None
        for key, _ in selector.select(wait):
            if key.fileobj is listener:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(connection, selectors.EVENT_READ)
                received[connection] = b""
                continue
            connection = key.fileobj
            piece = connection.recv(65536)
            if not piece:
                selector.unregister(connection)
                del received[connection]
                connection.close()
                continue
            data = received[connection] + piece
            head = data.find(b"\r\n\r\n")
            if head >= 0 and len(data) >= head + 4 + int(LENGTH.search(data)[1]):
                data = b""
                if delay:
                    heapq.heappush(due, (time.monotonic() + delay, id(connection), connection))
                else:
                    connection.sendall(ANSWER)
            received[connection] = data
        while due and due[0][0] <= time.monotonic():
            connection = heapq.heappop(due)[2]
            if connection in received:
                connection.sendall(ANSWER)


if __name__ == "__main__":
    main()
