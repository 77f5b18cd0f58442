// title: More out than in
// group: Custody
// answers: In which transformations does more come out than the inputs and the best yield allow?
// param: limit (int, default 100) most rows
// returns: event_id, event_name, site_id, site_name, qty_in, qty_out, yield_max
MATCH (:Batch)-[i:FLOW]->(e:CustodyEvent)
WHERE e.kind = 'transform'
WITH e, sum(i.qty) AS qty_in
MATCH (e)-[o:FLOW]->(:Batch)
WITH e, qty_in, sum(o.qty) AS qty_out
WHERE qty_out > qty_in * e.yield_max
OPTIONAL MATCH (e)-[:LOCATED_IN]->(s:Site)
RETURN e.id AS event_id, e.name AS event_name, s.id AS site_id, s.name AS site_name, qty_in, qty_out,
       e.yield_max AS yield_max
ORDER BY event_id, site_id
LIMIT $limit
