"""One case in, evidence out. Reads a bundle, stores nothing. (No imports here: the command line must not wait for FastAPI.)"""

import os

# numpy's products are small here: threads of their own would wait for each other, and for the cores that cases share.
# It counts its threads when it is loaded, so this stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
