// Draws the data of the page, and shows a node's words beside it. Text only: no mark-up is ever made from a name.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const frame = document.getElementById("network");
  const nodes = new vis.DataSet(data.nodes);
  const network = new vis.Network(frame, { nodes: nodes, edges: new vis.DataSet(data.edges) }, data.options);
  const card = document.getElementById("card");
  network.on("selectNode", function (event) {
    card.textContent = nodes.get(event.nodes[0]).title + "\n" + nodes.get(event.nodes[0]).label.split("\n").pop();
    card.hidden = false;
  });
  network.on("deselectNode", function () { card.hidden = true; });
  network.once("afterDrawing", function () {
    network.fit({ animation: false });
    frame.dataset.ready = "1";
  });
})();
