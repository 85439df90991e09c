const ms = require("ms");

exports.greeting = () => `Hello from a member, for ${ms("2 days")} ms`;
