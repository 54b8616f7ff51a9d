"""What holds for every test and every notebook that is run as one."""

import os
import tempfile


def pytest_configure():
    # Unattended runs must never write into the logbook of whoever runs them.
    os.environ["COURSE_LOGBOOK"] = os.path.join(tempfile.mkdtemp(prefix="course-logbook-"), "logbook.jsonl")
