// title: Important links that rest on estimates
// group: Data quality
// answers: Which links in the bill of materials matter but are only inferred or estimated?
// param: min_weight (float, default 0.01) weight of the slot in its parent, 0..1
// param: limit (int, default 100) most rows
// returns: from_id, from_name, to_id, to_name, slot, share, weight, confidence, source
MATCH (a)-[r:INPUT_TO]->(b)
WHERE r.confidence IN ['inferred', 'estimated'] AND r.weight >= $min_weight
RETURN a.id AS from_id, a.name AS from_name, b.id AS to_id, b.name AS to_name, r.slot AS slot, r.share AS share,
       r.weight AS weight, r.confidence AS confidence, r.source AS source
ORDER BY weight DESC, from_id, to_id, slot
LIMIT $limit
