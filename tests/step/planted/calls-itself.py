import socket

c = socket.socket()
c.connect(("localhost", 7777))  # here
