"""What the helpdesk knows: domain types, the catalogue, the store, the starter knowledge."""
