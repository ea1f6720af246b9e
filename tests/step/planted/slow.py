# Right, and slow: the other end has nothing to do but wait, and each wait here ends by itself.
import select
import socket
import threading
import time

c = socket.create_connection(("10.77.0.2", 7777))
c.settimeout(1)
try:
    c.recv(64)
except TimeoutError:
    pass
c.settimeout(None)
select.select([c], [], [], 1)
hears = threading.Thread(target=lambda: c.recv(64))
hears.start()
time.sleep(1)
c.sendall(b"hello")
hears.join()
while c.recv(64):
    pass
c.close()
