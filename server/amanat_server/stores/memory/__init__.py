"""The stores in memory: they pass the contract, fail when told to, and forget what was not synced.

For simulators and tests.  Nothing here waits for anything but the body of an upload.
"""
