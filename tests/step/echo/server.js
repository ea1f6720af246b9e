const net = require("net");

const server = net.createServer((client) => {
    client.on("data", (text) => client.write(text));
    client.on("close", () => server.close());
});
server.listen(7777, "0.0.0.0");
