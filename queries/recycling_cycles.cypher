// title: Recycling loops
// group: Materials
// answers: Where does recycled material flow back into what it came from, and through how many steps?
// param: limit (int, default 100) most links that are examined
// returns: from_id, from_name, to_id, to_name, slot, recycled_pre, recycled_post, steps
// cost: one shortest-path search for each link examined, about 5 ms each; links that close no loop return no row
MATCH (a:Part)-[r:INPUT_TO]->(b:Part)
WHERE (r.recycled_pre > 0 OR r.recycled_post > 0) AND a.id <> b.id
WITH a, r, b ORDER BY a.id, b.id, r.slot LIMIT $limit
MATCH x = shortestPath((b)-[:INPUT_TO*1..12]->(a))
RETURN a.id AS from_id, a.name AS from_name, b.id AS to_id, b.name AS to_name, r.slot AS slot,
       r.recycled_pre AS recycled_pre, r.recycled_post AS recycled_post, length(x) + 1 AS steps
ORDER BY steps, from_id, to_id, slot
LIMIT $limit
