// The browser sends its key only with what this page sends, not with what another site sent: so it is sent once more.
document.querySelector("form[data-go]")?.submit();
