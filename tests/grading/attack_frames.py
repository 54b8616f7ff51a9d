"""Frames that gated_backward writes onto the channel itself: name -> (code, what may also be lost, said).

`frame(text)` sends one, as the child would.  The function never returns anything right.
"""

FRAME = """
import json, os, struct, time
def frame(text, number=3):
    data = text if isinstance(text, bytes) else text.encode()
    data = struct.pack("<I", len(data)) + data
    while data:
        data = data[os.write(number, data):]
"""

FRAMES = {
    "answers on every descriptor": (
        """
for number in range(64):
    look(lambda number: frame('{"result": true}', number), number)
""",
        "456",
        "",
    ),
    "answers a hundred times in advance": (
        "for _ in range(100): frame('{\"result\": [0.0, 1.0, 0.5]}')",
        "456",
        "",
    ),
    "claims its own marks": (
        'frame(\'{"score": 15, "status": "right", "held": {}, "result": "right", "complaint": ""}\')',
        "456",
        "",
    ),
    "announces four gigabytes": ('os.write(3, b"\\xff" * 4); time.sleep(1e8)', "", "4,294,967,295 bytes"),
    "announces more than it sends": ('os.write(3, b"\\0\\0\\1\\0{"); time.sleep(1e8)', "", "ran longer than"),
    "sends no JSON": ("frame('{\"result\": nonsense}')", "", "no JSON"),
    "sends no text": ("frame(bytes(range(256)))", "", "no JSON"),
    "sends an empty frame": ("frame('')", "", "no JSON"),
    "sends sixty thousand brackets": ("frame('[' * 60_000)", "", "no JSON"),
    "sends sixty thousand braces": ("frame('{\"a\":' * 60_000)", "", "no JSON"),
    "sends matched brackets": ("frame('[' * 60_000 + ']' * 60_000)", "", "no JSON"),
    "nests its answer": ("frame('{\"result\": ' + '[' * 900 + ']' * 900 + '}')", "456", ""),
    "sends a number": ("frame('7')", "", "no answer"),
    "sends a list": ("frame('[]')", "", "no answer"),
    "sends an error that is none": ("frame('{\"error\": 5}')", "", "no answer"),
    "sends an odd error": (
        'frame(\'{"error": {"type": ["x"], "message": {"a": 1}, "line": "1; drop"}}\')',
        "456",
        "",
    ),
    "sends half a letter as its error": (
        'frame(\'{"error": {"type": "\\\\ud800", "message": "\\\\udfff\\\\u0000\\\\u001b", "line": 1}}\')',
        "456",
        "",
    ),
    "sends a line of four thousand digits": (
        "frame('{\"error\": {\"type\": \"E\", \"message\": \"\", \"line\": ' + '9' * 4300 + '}}')",
        "456",
        "",
    ),
    "asks for a function that is not there": ('frame(\'{"ask": 1000000000, "values": []}\')', "456", ""),
    "asks for the last function": ('frame(\'{"ask": -1, "values": []}\')', "456", ""),
    "asks with no values": ("frame('{\"ask\": {}, \"values\": 7}')", "456", ""),
    "asks for ever": ('while True: frame(\'{"ask": 0, "values": []}\')', "", ""),
    "asks for ever and listens": (
        """
import threading
def hear():
    while True: os.read(3, 1 << 16)
threading.Thread(target=hear, daemon=True).start()
while True: frame('{"ask": 0, "values": []}')
""",
        "",
        "more than 5,000 times",
    ),
    "drips a byte a time": (
        'os.write(3, b"\\x00\\x10\\0\\0")\nwhile True: os.write(3, b" "); time.sleep(0.2)',
        "",
        "ran longer than",
    ),
    "claims an impossible array": (
        'frame(\'{"result": {"array": ["<f8", [4294967295, 4294967295], "AAAA"]}}\')',
        "456",
        "do not fit",
    ),
    "claims an array of objects": (
        'frame(\'{"result": {"array": ["|O", [1], "AAAAAAAAAAA="]}}\')',
        "456",
        "no known type",
    ),
    "claims a negative shape": ('frame(\'{"result": {"array": ["<f8", [-1], ""]}}\')', "456", "no possible"),
    "claims a dict of dicts": ('frame(\'{"result": {"dict": [[{"a": 1}, 2]]}}\')', "456", ""),
    "claims keys of one hash": (
        "keys = ', '.join(f'[{2305843009213693951 * i}, 0]' for i in range(200_000))\n"
        "frame('{\"result\": {\"dict\": [' + keys + ']}}')",
        "456",
        "",
    ),
    "answers twice": ('frame(\'{"result": [[0.0], [0.0], [0.0]]}\'); frame(\'{"result": null}\')', "456", ""),
    "shuts the channel down": (
        "import socket\nsocket.socket(fileno=3).shutdown(socket.SHUT_WR)\ntime.sleep(1e8)", "", ""
    ),
}  # fmt: skip
