"""Write a heatmap, a graph or the tables to files that others can open."""
