"""Uploads one file with tuspy as it comes from PyPI, with a checksum over each piece, and prints the digest the server gives."""

import json
import os

import requests
from tusclient import client

plan = json.loads(os.environ["MINGJING_UPLOAD"])
headers = {"Authorization": f"Bearer {plan['token']}"}
uploader = client.TusClient(plan["endpoint"], headers=headers).uploader(
    plan["file"], chunk_size=100_000, metadata={"filename": "现场录音.wav"}, upload_checksum=True
)
uploader.upload()
answer = requests.head(uploader.url, headers={**headers, "Tus-Resumable": "1.0.0"}, timeout=30)
print(answer.headers["mingjing-file"])
