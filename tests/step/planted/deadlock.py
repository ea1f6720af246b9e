import socket

c = socket.create_connection(("10.77.0.2", 7777))
greeting = c.recv(64)  # here
c.sendall(b"hello")
c.close()
