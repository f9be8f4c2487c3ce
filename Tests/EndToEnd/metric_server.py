"""A CloudWatch that answers as a test says, and keeps what it was asked."""

import http.server
import json
import threading


class MetricServer:
    """Speaks AWS's JSON 1.0. `answer(operation, input)` gives the output, or (status, output)."""

    def __init__(self, answer):
        self.calls = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                operation = self.headers["X-Amz-Target"].split(".")[1]
                given = json.loads(body)
                region = self.headers["Authorization"].split("/")[2]
                outer.calls.append((operation, given, region))
                output = answer(operation, given)
                status, output = output if isinstance(output, tuple) else (200, output)
                text = json.dumps(output).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def result(query, times=(), values=(), status="Complete", label=None, messages=None):
    """One of MetricDataResults."""
    if label is None:
        label = query.get("Label") or query.get("MetricStat", {}).get("Metric", {}).get("MetricName", "e")
    answer = {
        "Id": query["Id"],
        "Label": label,
        "Timestamps": list(times),
        "Values": list(values),
        "StatusCode": status,
    }
    if messages:
        answer["Messages"] = messages
    return answer
