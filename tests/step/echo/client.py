import socket

with socket.create_connection(("10.77.0.2", 7777)) as server:
    server.sendall(b"hello")
    while server.recv(64):
        pass
