"""One case in, evidence out. Reads a bundle, stores nothing. (No imports here: the command line must not wait for FastAPI.)"""
