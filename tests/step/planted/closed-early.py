import socket

c = socket.create_connection(("10.77.0.2", 7777))
c.sendall(b"hello")
c.close()  # here
