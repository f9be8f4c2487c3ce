"""Tab at the prompt on a pseudo-terminal: tab.py PROGRAM INSTANCES

Prints as JSON how many seconds passed from the key to what it put in: at the first Tab of a session, and
for the id of one of so many instances of the embedded cloud, once they were read. The terminal's own share
is the echo of a letter, which stands beside them.
"""

import json
import os
import pty
import select
import sys
import tempfile
import time


class Prompt:
    """A prompt of its own in an empty home."""

    def __init__(self, program, *arguments):
        home = tempfile.mkdtemp()
        environment = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm", "LANG": "C.UTF-8"}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(program, [program, *arguments], environment | {"INPUTRC": "/dev/null"})
        self.until(b"local> ")

    def until(self, text, patience=120):
        """Reads until a text has come."""
        seen = b""
        end = time.monotonic() + patience
        while text not in seen:
            if not select.select([self.terminal], [], [], max(end - time.monotonic(), 0))[0]:
                sys.exit(f"{text!r} never came after {seen[-200:]!r}")
            seen += os.read(self.terminal, 65536)
        return seen

    def quiet(self):
        """Reads until nothing comes for a while."""
        while select.select([self.terminal], [], [], 0.3)[0]:
            os.read(self.terminal, 65536)

    def took(self, keys, text):
        """Seconds from keys to a text."""
        began = time.perf_counter()
        os.write(self.terminal, keys)
        self.until(text)
        return time.perf_counter() - began

    def end(self):
        os.write(self.terminal, b"\x15\x04")
        os.waitpid(self.pid, 0)


def first(program):
    """The first Tab of a session, of one that wants the whole library read."""
    prompt = Prompt(program, "--local")
    os.write(prompt.terminal, b"alarms.get('x'):hist")
    prompt.quiet()
    took = prompt.took(b"\t", b"ory")
    prompt.end()
    return took


def instances(program, count):
    """One of many instances, by its whole name but the last letter; then the list of all."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as cloud:
        cloud.write(f"return {{ instances = {{ {{ name = 'web', count = {count} }} }} }}\n")
        cloud.flush()
        prompt = Prompt(program, "--local", "--cloud", cloud.name)
    # The first reads them.
    os.write(prompt.terminal, b"ec2.get('web-7\t")
    prompt.quiet()
    os.write(prompt.terminal, b"\x15ec2.get('web-" + str(count).encode())
    prompt.quiet()
    one = prompt.took(b"\t", b"'")
    os.write(prompt.terminal, b"\x15ec2.get('i-0")
    prompt.quiet()
    os.write(prompt.terminal, b"\t")
    prompt.quiet()
    every = prompt.took(b"\t", b"more: type on")
    echo = prompt.took(b"z", b"z")
    prompt.end()
    return {"one": one, "all": every, "echo": echo}


program, count = sys.argv[1], int(sys.argv[2])
print(json.dumps({"first": first(program)} | instances(program, count)))
