"""A prompt on a pseudo-terminal: keys in, text out."""

import re

import pexpect


class Session(pexpect.spawn):
    """A prompt, and the text around it without the terminal's escapes."""

    def __init__(self, moonwatch, *args, **env):
        super().__init__(
            moonwatch.binary,
            list(args),
            env=moonwatch.environment(**env),
            encoding="utf-8",
            timeout=10,
            dimensions=(24, 100),
        )

    def until(self, prompt):
        """What came before the next prompt, as lines."""
        self.expect(re.escape(prompt) + r"(?:\x1b\[K)?$")
        text = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]|\r", "", self.before)
        return [line for line in text.split("\n") if line]

    def enter(self, line, prompt="local> "):
        """Types a line and returns what came of it, without its echo."""
        self.send(line + "\r")
        return self.until(prompt)[1:]

    def leaves(self):
        """The exit status, once the program has ended."""
        self.expect(pexpect.EOF)
        self.close()
        return self.exitstatus
