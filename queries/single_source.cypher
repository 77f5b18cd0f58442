// title: Single-sourced slots
// group: Suppliers
// answers: Which inputs rest on one source that holds at least this share?
// param: min_share (float, default 0.9) share of the slot, 0..1
// param: limit (int, default 100) most rows
// returns: item_label, item_id, item_name, slot, source_id, source_name, share, weight
MATCH (i)-[r:INPUT_TO]->(t)
WHERE r.share IS NULL OR r.share > 0
WITH labels(t)[0] AS item_label, t.id AS item_id, t.name AS item_name, r.slot AS slot, count(*) AS sources,
     max(coalesce(r.share, 1.0)) AS share, max(r.weight) AS weight, min(i.id) AS source_id, min(i.name) AS source_name
WHERE sources = 1 AND share >= $min_share
RETURN item_label, item_id, item_name, slot, source_id, source_name, share, weight
ORDER BY weight IS NULL, weight DESC, item_label, item_id, slot
LIMIT $limit
