document.getElementById("where").textContent += ` at ${location.pathname}`;
