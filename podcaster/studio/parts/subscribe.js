// Copies the address of the feed.
{
  const field = document.getElementById("address"), copy = document.getElementById("copy");
  copy.hidden = !field.value;
  copiesField(copy, field);
}
