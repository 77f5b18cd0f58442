// title: Parts that no known site makes
// group: Data quality
// answers: Which parts have no site, so that no place risk can be seen?
// param: limit (int, default 100) most rows
// returns: part_id, part_name, maker_id, part_class, uses
MATCH (i:Part)
WHERE NOT EXISTS { MATCH (i)<-[:MAKES]-(s:Site) }
OPTIONAL MATCH (i)-[r:INPUT_TO]->(t)
RETURN i.id AS part_id, i.name AS part_name, i.maker_id AS maker_id, i.part_class AS part_class, count(DISTINCT t.id) AS uses
ORDER BY uses DESC, part_id
LIMIT $limit
