"""What holds for every test and every notebook that is run as one."""

import os
import tempfile


def pytest_configure():
    # The tests' matrices are small: a second thread would only wait, on a busy machine for a long time.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    # Unattended runs must never write into the logbook of whoever runs them.
    os.environ["COURSE_LOGBOOK"] = os.path.join(tempfile.mkdtemp(prefix="course-logbook-"), "logbook.jsonl")
