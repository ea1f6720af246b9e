import selectors
import socket

c = socket.create_connection(("10.77.0.2", 7777))
waits = selectors.DefaultSelector()
waits.register(c, selectors.EVENT_READ)
waits.select()  # here
greeting = c.recv(64)
c.sendall(b"hello")
c.close()
