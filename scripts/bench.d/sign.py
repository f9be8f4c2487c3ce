"""Signs with botocore what `bench sign` signs: sign.py COUNT. Prints signatures a second of processor
time, and the last signature."""

import datetime
import json
import sys
import time

import botocore.auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

MIDNIGHT = datetime.datetime(2026, 2, 3)
moment = MIDNIGHT
botocore.auth.get_current_datetime = lambda remove_tzinfo=True: moment


def main():
    global moment
    count = int(sys.argv[1])
    signer = SigV4Auth(
        Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        "monitoring",
        "eu-west-1",
    )
    requests = [
        AWSRequest(
            "POST",
            "https://monitoring.eu-west-1.amazonaws.com/",
            headers={
                "X-Amz-Target": "GraniteServiceVersion20100801.PutMetricAlarm",
                "Content-Type": "application/x-amz-json-1.0",
                "x-amzn-query-mode": "true",
                "User-Agent": "bench",
            },
            data=b'{"AlarmName":"cpu-%d","Period":300,"Threshold":80}' % number,
        )
        for number in range(100)
    ]
    moments = [MIDNIGHT + datetime.timedelta(seconds=n % 86400) for n in range(count)]
    began = time.process_time()
    for number, moment in enumerate(moments):
        signer.add_auth(requests[number % 100])
    seconds = time.process_time() - began
    last = requests[(count - 1) % 100].headers["Authorization"].rpartition("Signature=")[2]
    print(json.dumps({"per_second": count / seconds, "signature": last}))


if __name__ == "__main__":
    main()
