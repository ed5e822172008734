"""The drivers of the engines, one per file. Each file defines ``DRIVER``."""
