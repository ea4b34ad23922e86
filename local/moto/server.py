"""Serves moto's DynamoDB on a free port of 127.0.0.1, and prints the port.

    python server.py

Each path has tables of its own, so that several clouds share one server. It ends with its standard input, so that it
cannot outlive a test run that was killed.
"""

import copy
import hashlib
import logging
import os
import sys
import threading
from collections import defaultdict

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import make_server

# moto keeps the data of each account apart.
ACCOUNTS = 10**12
# It checks a condition and writes in two steps, and takes a transaction back by restoring whole tables.
one_at_a_time = threading.Lock()


def by_path(serve):
    def serve_account(environ, start_response):
        digest = hashlib.sha256(environ["PATH_INFO"].strip("/").encode()).digest()
        account = int.from_bytes(digest, "big") % ACCOUNTS
        environ.update(PATH_INFO="/", HTTP_X_MOTO_ACCOUNT_ID=f"{account:012d}")
        with one_at_a_time:
            return list(serve(environ, start_response))

    return serve_account


def keep_transactions_short():
    """Each transaction copies its tables to the last value, in case it fails, which takes seconds for a few thousand items."""
    update = DynamoDBBackend.update_item

    def shallow(table, _memo):
        copied = copy.copy(table)
        copied.items = defaultdict(dict, {key: dict(items) for key, items in table.items.items()})
        return copied

    def update_in_its_own_copy(backend, table_name, key, *given, **named):
        # An update changes the item itself, which the copied table would see.
        item = backend.get_item(table_name, key)
        if item is not None:
            backend.get_table(table_name).items[item.hash_key][item.range_key] = copy.deepcopy(item)
        return update(backend, table_name, key, *given, **named)

    Table.__deepcopy__ = shallow
    DynamoDBBackend.update_item = update_in_its_own_copy


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    keep_transactions_short()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, by_path(create_backend_app("dynamodb")), threaded=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


main()
