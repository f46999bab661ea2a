<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" exclude-result-prefixes="atom itunes">
<xsl:output method="html" version="1.0" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>
<xsl:template match="/rss/channel">
<html lang="{language}">
<head>
  <title><xsl:value-of select="title"/></title>
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <meta name="referrer" content="no-referrer"/>
  <style>/*style*/</style>
</head>
<body>
  <header class="top">
    <img src="{itunes:image/@href}" alt="" width="144" height="144"/>
    <div><h1><xsl:value-of select="title"/></h1><p><xsl:value-of select="description"/></p></div>
  </header>
  <main>
    <section class="subscribe">
      <h2>This is the feed of a podcast</h2>
      <p>Copy its address into your podcast app:</p>
      <div class="row"><input type="text" readonly="readonly" aria-label="Address of the feed" value="{atom:link[@rel='self']/@href}"/></div>
    </section>
    <h2>Episodes</h2>
    <ol class="episodes">
      <xsl:for-each select="item">
        <li><div>
          <h3><a href="{link}" rel="noreferrer"><xsl:value-of select="title"/></a></h3>
          <p class="soft"><xsl:value-of select="substring(pubDate, 6, 11)"/> · <xsl:value-of select="ceiling(itunes:duration div 60)"/> min ·
            <a href="{enclosure/@url}">listen</a></p>
        </div></li>
      </xsl:for-each>
    </ol>
    <xsl:for-each select="atom:link[@rel='next']"><p><a href="{@href}">Older episodes</a></p></xsl:for-each>
  </main>
</body>
</html>
</xsl:template>
</xsl:stylesheet>
