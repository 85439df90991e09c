document.querySelector("#now").textContent = `It is ${new Date().toLocaleTimeString()}.`;
