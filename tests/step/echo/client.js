const net = require("net");

const server = net.connect(7777, "10.77.0.2", () => server.write("hello"));
server.on("data", (text) => console.log(text.length, "bytes"));
