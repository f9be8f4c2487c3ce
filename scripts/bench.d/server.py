"""Serves pages of instances on the loopback interface: server.py COUNT

Prints its port. The client says in a filter (Name=pages) how many pages there are; every page is the
same pre-rendered text but for its token, so that the server costs next to nothing.
"""

import re
import socket
import sys
import threading

from page import page

MARK = "@@TOKEN@@"


def main():
    count = int(sys.argv[1])
    before, after = page(0, count, MARK).split(MARK.encode())
    last = page(0, count, None)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(
            target=serve, args=(connection, before, after, last), daemon=True
        ).start()


def serve(connection, before, after, last):
    data = b""
    with connection:
        while True:
            while b"\r\n\r\n" not in data:
                piece = connection.recv(65536)
                if not piece:
                    return
                data += piece
            head, _, data = data.partition(b"\r\n\r\n")
            length = int(re.search(rb"(?i)content-length:\s*(\d+)", head)[1])
            if b"100-continue" in head.lower():
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            while len(data) < length:
                data += connection.recv(65536)
            body, data = data[:length], data[length:]
            pages = int(re.search(rb"Filter\.1\.Value\.1=(\d+)", body)[1])
            token = re.search(rb"NextToken=(\d+)", body)
            served = int(token[1]) if token else 0
            parts = [last]
            if served + 1 < pages:
                parts = [before, str(served + 1).encode(), after]
            total = sum(map(len, parts))
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=UTF-8\r\n"
                b"Content-Length: %d\r\n\r\n" % total
            )
            for part in parts:
                connection.sendall(part)


if __name__ == "__main__":
    main()
