"""Many calls at once: over Regions, over profiles, and given up."""

import asyncio
import json
import re
import signal
import subprocess
import threading
import time

import pytest

ANSWER = b'{"MetricAlarms":[]}'
GOOD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n\r\n"
    % len(ANSWER)
) + ANSWER
DENIED = b'{"__type":"AccessDeniedException","message":"No."}'
BAD = (
    b"HTTP/1.1 400 No\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n\r\n"
    % len(DENIED)
) + DENIED


class CountingServer:
    """Counts requests in flight and connections that clients close while they wait.

    `answer(region)` gives the bytes to send, or None to wait for the client to leave. Until `width`
    requests are in flight at once, none is answered.
    """

    def __init__(self, answer, width=1):
        self.answer = answer
        self.width = width
        self.in_flight = self.most = self.left = self.connections = 0
        started = threading.Event()
        self.thread = threading.Thread(target=asyncio.run, args=(self._run(started),), daemon=True)
        self.thread.start()
        started.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(10)

    async def _run(self, started):
        self.loop = asyncio.get_running_loop()
        self.enough, self.stop = asyncio.Event(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set()
        await self.stop.wait()
        server.close()

    async def _serve(self, reader, writer):
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = re.search(r"(?i)content-length: *(\d+)", head)
                await reader.readexactly(int(length[1]))
                region = re.search(r"Credential=[^/]+/\d+/([^/]+)/", head)[1]
                self.in_flight += 1
                self.most = max(self.most, self.in_flight)
                if self.in_flight >= self.width:
                    self.enough.set()
                answer = self.answer(region)
                if answer is None:
                    assert await reader.read(1) == b""
                    self.left += 1
                    return
                await self.enough.wait()
                self.in_flight -= 1
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def test_seventeen_regions_are_asked_at_once(moonwatch):
    with CountingServer(lambda region: GOOD, width=17) as server:
        code = """
          local regions = {}
          for i = 1, 17 do regions[i] = "us-test-" .. i end
          return #task.map(regions, function(region)
            return aws.cloudwatch{region = region}:describe_alarms{}
          end, {concurrency = 17})"""
        assert moonwatch.value(code, AWS_ENDPOINT_URL=server.url) == 17
        # The server answers nobody until all have asked, so it was seventeen at once.
        assert server.most == 17


def test_five_hundred_targets_give_five_hundred_rows(moonwatch):
    profiles, regions = [f"p{n}" for n in range(20)], [f"us-test-{n}" for n in range(25)]
    (moonwatch.home / ".aws/credentials").write_text(
        "".join(
            f"[{p}]\naws_access_key_id = AKID{p}\naws_secret_access_key = secret\n" for p in profiles
        )
    )
    # Every tenth request is refused.
    count = 0

    def answer(_):
        nonlocal count
        count += 1
        return BAD if count % 10 == 0 else GOOD

    with CountingServer(answer) as server:
        code = """
          local targets = {}
          for p = 0, 19 do
            for r = 0, 24 do targets[#targets + 1] = {profile = "p" .. p, region = "us-test-" .. r} end
          end
          local rows = task.map(targets, function(target)
            return #aws.cloudwatch(target):describe_alarms{}.MetricAlarms
          end, {concurrency = 32, settle = true})
          local out = {}
          for i, row in ipairs(rows) do
            out[i] = {ok = row.ok, value = row.value, target = row.item.profile .. row.item.region,
              code = row.error and row.error.code, region = row.error and row.error.region}
          end
          return out"""
        rows = moonwatch.value(code, AWS_ENDPOINT_URL=server.url)
    assert [row["target"] for row in rows] == [p + r for p in profiles for r in regions]
    failed = [row for row in rows if not row["ok"]]
    assert len(failed) == 50 == count // 10
    assert all(row["code"] == "AccessDeniedException" for row in failed)
    assert all(row["target"].endswith(row["region"]) for row in failed)
    assert all(row["value"] == 0 for row in rows if row["ok"])
    # Connections are kept: there are no more of them than calls at a time.
    assert server.connections <= 32


@pytest.mark.parametrize(
    "code",
    [
        # The first failure cancels the other calls.
        """pcall(task.map, targets, function(n)
             if n == 20 then task.sleep(0.5) error("enough") end
             return client:describe_alarms{}
           end, {concurrency = 20})""",
        # So it does with the calls of calls.
        """pcall(task.map, {"fails", "calls"}, function(what)
             if what == "fails" then task.sleep(0.5) error("enough") end
             table.remove(targets)
             return task.map(targets, function() return client:describe_alarms{} end, {concurrency = 19})
           end)""",
        # A map that takes too long is cancelled as a whole; what it would have called is not called.
        """pcall(task.timeout, 0.5, function()
             return task.map(targets, function() return client:describe_alarms{} end, {concurrency = 19})
           end)""",
        # Rows are for failures; who gives up the map wants none.
        """pcall(task.timeout, 0.5, function()
             return task.map(targets, function() return client:describe_alarms{} end,
               {concurrency = 19, settle = true})
           end)""",
        """task.race {
             function()
               return task.map(targets, function() return client:describe_alarms{} end, {concurrency = 19})
             end,
             function() task.sleep(0.5) return "first" end,
           }""",
    ],
    ids=["a failure", "a nested failure", "a timeout", "a timeout of rows", "a race"],
)
def test_calls_that_are_given_up_close_their_connections(moonwatch, code):
    with CountingServer(lambda region: None) as server:
        prefix = """
          local targets = {}
          for i = 1, 20 do targets[i] = i end
          local client = aws.cloudwatch{pace = false}
          """
        suffix = " task.sleep(1) return 'still here'"
        began = time.monotonic()
        run = moonwatch("-e", prefix + code + suffix, AWS_ENDPOINT_URL=server.url)
        assert (run.returncode, run.stdout) == (0, "still here\n"), run.stderr
        assert time.monotonic() - began < 30, "it waits for answers that nobody wants"
        assert server.most == 19
        deadline = time.monotonic() + 10
        while server.left < 19 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.left == 19


def test_an_interrupted_map_closes_its_connections(moonwatch):
    with CountingServer(lambda region: None, width=19) as server:
        code = """local targets = {}
          for i = 1, 20 do targets[i] = i end
          local client = aws.cloudwatch{pace = false}
          return task.map(targets, function() return client:describe_alarms{} end, {concurrency = 19})"""
        run = subprocess.Popen(
            [moonwatch.binary, "-e", code],
            env=moonwatch.environment(AWS_ENDPOINT_URL=server.url),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        wait_until(lambda: server.most == 19)
        run.send_signal(signal.SIGINT)
        out, _ = run.communicate(timeout=30)
        assert (run.returncode, out) == (130, b"")
        wait_until(lambda: server.left == 19)


def wait_until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


def test_a_thousand_sleeping_tasks_are_light(moonwatch):
    code = """
      local function rss()
        for line in io.lines("/proc/self/status") do
          local kb = line:match("VmRSS:%s+(%d+)")
          if kb then return tonumber(kb) end
        end
      end
      local function sleepers(count)
        local handles = {}
        for i = 1, count do handles[i] = task.spawn(function() task.sleep(1) end) end
        task.sleep(0.2)
        return handles
      end
      task.all(sleepers(100)) -- what is made once
      collectgarbage() collectgarbage()
      local lua, process = collectgarbage("count"), rss()
      local handles = sleepers(10000)
      collectgarbage() collectgarbage()
      local each = {lua = (collectgarbage("count") - lua) / 10000, process = (rss() - process) / 10000}
      task.all(handles)
      return each"""
    each = moonwatch.value(code)
    assert each["lua"] <= 3
    assert each["process"] <= 3
