"""The models that push risk from terminals to products, one file each, and what explains their answers."""
