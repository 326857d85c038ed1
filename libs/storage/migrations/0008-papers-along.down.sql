alter table order_paper drop column goes_along;
