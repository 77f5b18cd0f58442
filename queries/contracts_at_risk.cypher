// title: Contract value with risky suppliers
// group: Contracts
// answers: How much signed contract value rests on suppliers that operate a site at or above this residual risk?
// param: dimension (dimension, required) id of a dimension, such as LAB
// param: high (float, default 0.7) residual risk, 0..1
// param: limit (int, default 100) most rows
// returns: supplier_id, supplier_name, status, currency, annual_value, contracts, highest_residual
MATCH (o:Supplier)-[:OPERATES]->(s:Site)
WITH o, max(s['r_' + toLower($dimension)]) AS highest_residual
WHERE highest_residual >= $high
MATCH (o)-[k:SUPPLIES]->(i:Part)
WHERE k.contract_status = 'signed'
RETURN o.id AS supplier_id, o.name AS supplier_name, o.status AS status, k.currency AS currency,
       sum(k.annual_value) AS annual_value, count(*) AS contracts, highest_residual
ORDER BY annual_value DESC, supplier_id, currency
LIMIT $limit
