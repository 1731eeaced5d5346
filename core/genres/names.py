"""IMDb's genres, and the words by which English speaks of them; inflected forms follow from :mod:`.phrases`."""

SEPARATOR = "|"  # between the genres of a film, in one cell
IMDB_GENRES = (
    "Action", "Adult", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama", "Family",
    "Fantasy", "Film-Noir", "Game-Show", "History", "Horror", "Music", "Musical", "Mystery", "News", "Reality-TV",
    "Romance", "Sci-Fi", "Short", "Sport", "Talk-Show", "Thriller", "War", "Western",
)  # fmt: skip

# What a genre is called, besides its own name. Plurals, "film", "movies" and compounds need no entry.
ENGLISH = {
    "Action": "actioner, martial arts, kung fu, arts martiaux",
    "Adventure": "adventurous, swashbuckler",
    "Animation": "animated, animate, cartoon, anime",
    "Biography": "biographical, biographic, biopic, bio, autobiography, autobiographical, memoir",
    "Comedy": "comedic, comic, sitcom, spoof, slapstick, stand up, standup",
    "Crime": "criminal, gangster, heist",
    "Documentary": "documentation, docu, doc, docuseries, nonfiction film",
    "Drama": "dramatic, melodrama, melodramatic",
    "Family": "kid, child, children, childrens, kids",
    "Fantasy": "fantastical",
    "Film-Noir": "noir, neo noir, filmnoir",
    "Game-Show": "game, quiz show, quiz",
    "History": "historical, historic, period, period piece, period film",
    "Horror": "slasher",
    "Music": "concert, music and performing arts",
    "Musical": "",
    "Mystery": "whodunit, whodunnit, mysterious",
    "News": "news",
    "Reality-TV": "reality",
    "Romance": "romantic, romcom, rom, love, love story",
    "Sci-Fi": "science fiction, science fictional, sci fi, scifi, sf, sciencefiction",
    "Short": "",
    "Sport": "sporting",
    "Talk-Show": "talk",
    "Thriller": "suspense, suspenseful",
    "War": "war and military, wartime",
    "Western": "",
}
SEVERAL = {
    "Romance, Comedy": "rom com, romcom, ラブコメ, ラブコメディ, ラブコメディー",
    "Comedy, Drama": "dramedy, tragicomedy, tragi comedy, Tragikomödie~, tragicomédie, tragicommedia, tragicomedia",
    "Music, Documentary": "rockumentary",
    "History, Drama": "costume drama",
    "Comedy, Documentary": "mockumentary",
    "Sci-Fi, Fantasy": "sff",
}
ALONE = {"Adult": "adult"}  # only where nothing else is said: an "adult animation" is none of IMDb's Adult

# Words about the form, which leave a genre as it is: English, German, French, Spanish, Italian, Japanese.
FORM = (
    "film, movie, tv, television, show, series, serie, serial, fiction, feature, cinema, picture, story, genre, title,"
    " program, programme, based, style, special, miniseries, mini, category, video,"
    " filme, serien, sendung, spielfilm, fernsehfilm, kino, télévision, cine, película, programa, pellicola,"
    " televisione, 映画, フィルム, ドラマシリーズ, シリーズ, 番組, 作品, もの, 物, ムービー, 向け,"
    " and, und, et, y, e, ed, of, de, del, des, d, di, la, le,"
    " les, el, los, las, il, per, für, pour, para, con, the, das, der, die"
)

# Words about where a film is from, for whom, how it was received or shown: they say nothing about its genre.
ORIGIN = (
    "international, foreign, world, independent, indie, classic, cult, art, house, arthouse, lgbt, lgbtq,"
    " lgbtqia, gay, lesbian, queer, black, white, silent, hollywood, bollywood, nollywood, language, special,"
    " interest, young, adult, teen, faith, spirituality, regional, local, national, global, award, winning, oscar,"
    " festival, critically, acclaimed, popular, trending, new, release, recent, best, top, other, misc,"
    " miscellaneous, various, general, uncategorized, unclassified, original, netflix, amazon, disney, hulu, hbo,"
    " us, u, uk, s, french, german, greek, dutch, czech, thai, arab, arabic, african, asian, european, american,"
    " latin, middle, eastern, nordic, hd, imax, 3d, d, performing"
)
NATIONAL = ("ese", "ish", "ian", "ean", "can")  # Japanese, Spanish, Italian, Korean, Mexican
