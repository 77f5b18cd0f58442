// title: Slots with unknown sources or shares
// group: Data quality
// answers: For which inputs do the known shares not add up to the whole, and which gaps matter most?
// param: limit (int, default 100) most rows
// returns: item_label, item_id, item_name, slot, known, unmapped, sources_without_share, weight, weighted_gap
MATCH (i)-[r:INPUT_TO]->(t)
WITH labels(t)[0] AS item_label, t.id AS item_id, t.name AS item_name, r.slot AS slot, sum(r.share) AS known,
     count(*) - count(r.share) AS sources_without_share, max(r.weight) AS weight
WHERE known < 0.999
RETURN item_label, item_id, item_name, slot, known, CASE WHEN sources_without_share > 0 THEN 0.0 ELSE 1 - known END AS unmapped,
       sources_without_share, weight, weight * (1 - known) AS weighted_gap
ORDER BY weighted_gap IS NULL, weighted_gap DESC, item_label, item_id, slot
LIMIT $limit
