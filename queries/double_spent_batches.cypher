// title: Batches used more than once
// group: Custody
// answers: From which batches was more used than was made?
// param: limit (int, default 100) most rows
// returns: batch_id, batch_name, qty, used, unit
MATCH (b:Batch)-[r:FLOW]->(:CustodyEvent)
WITH b, sum(r.qty) AS used
WHERE used > b.qty
RETURN b.id AS batch_id, b.name AS batch_name, b.qty AS qty, used, b.unit AS unit
ORDER BY batch_id
LIMIT $limit
