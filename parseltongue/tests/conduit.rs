//! The questions of RealWorld's "Conduit": article lists by tag, author and favourite, the feed, profiles, tags. Each
//! is said in a few lines, asks the store a fixed number of times however many articles there are, and holds no SQL.
#![cfg(feature = "store")]
#![allow(missing_docs)]

use parseltongue::cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue::prelude::*;

parseltongue! {
    define_record User {
        id: uuid key generated,
        username: string unique,
        bio: optional<string>,
        invited_by: optional<uuid> references User,
    }

    define_record Article {
        id: uuid key generated,
        slug: string unique,
        title: string,
        author: uuid references User,
        words: i64 default 0,
        price: decimal scale 2 default 0,
        created_at: i64 indexed,
        indexed .author, .created_at,
    }

    define_record ArticleTag {
        id: uuid key generated,
        article: uuid references Article,
        tag: string indexed,
        unique .article, .tag,
    }

    define_record Favourite {
        id: uuid key generated,
        user: uuid references User,
        article: uuid references Article,
        unique .user, .article,
    }

    define_record Follow {
        id: uuid key generated,
        follower: uuid references User,
        followed: uuid references User,
        unique .follower, .followed,
    }

    define_record Comment {
        id: i64 key,
        article: uuid references Article,
        author: uuid references User,
        body: string,
        answers: optional<i64> references Comment,
    }

    define_store Conduit { keep_in: memory, holds: User, Article, ArticleTag, Favourite, Follow, Comment }

    define_async_function articles(tag: optional<string>, author: optional<uuid>, fan: optional<uuid>, viewer: uuid, limit: i64, offset: i64) -> list<rust<Listed>> {
        let_var found: list<rust<Full>> = find_all Article
            where (exists ArticleTag by .article where .tag == tag) if_given tag
                and .author == author if_given author
                and (exists Favourite by .article where .user == fan) if_given fan
            order_by .created_at descending
            limit limit skip offset
            including .author,
                all ArticleTag by .article order_by .tag,
                count_of Favourite by .article,
                exists Favourite by .article where .user == viewer,
                exists Follow by .followed of .author where .follower == viewer;
        finish_with found.into_iter().map(listed).collect();
    }

    define_async_function how_many(tag: optional<string>, author: optional<uuid>, fan: optional<uuid>) -> i64 {
        finish_with count_of Article
            where (exists ArticleTag by .article where .tag == tag) if_given tag
                and .author == author if_given author
                and (exists Favourite by .article where .user == fan) if_given fan;
    }

    define_async_function feed(viewer: uuid, limit: i64) -> list<string> {
        let_var found: list<rust<(Article, User)>> = find_all Article
            where exists Follow by .followed of .author where .follower == viewer
            order_by .created_at descending limit limit including .author;
        finish_with found.into_iter().map(|(article, author)| format!("{} by {}", article.slug, author.username)).collect();
    }

    define_async_function by_nobody_followed(viewer: uuid) -> list<string> {
        let_var found: list<rust<Slug>> = find_all Article
            where not exists Follow by .followed of .author where .follower == viewer
            into Slug { slug: .slug } order_by .slug limit 10;
        finish_with found.into_iter().map(|it| it.slug).collect();
    }

    define_async_function tags() -> list<rust<TagCount>> {
        finish_with find_all ArticleTag group_by .tag into TagCount { tag: .tag, uses: count_of records } order_by .tag limit 100;
    }

    define_async_function by_author() -> list<rust<Written>> {
        finish_with find_all Article where .words > 0
            group_by .author
            into Written {
                author: .author,
                articles: count_of records,
                words: sum_of .words,
                price: average_of .price,
                first: least_of .created_at,
                last: greatest_of .slug,
            }
            order_by sum_of .words descending limit 10;
    }

    define_async_function words(of: uuid) -> i64 {
        finish_with sum_of .words in Article where .author == of;
    }

    define_async_function prices() -> list<rust<Option<Decimal>>> {
        let most: Option<Decimal> = greatest_of .price in Article;
        let sum: Decimal = sum_of .price in Article;
        let none: Option<Decimal> = average_of .price in Article where .words < 0;
        finish_with vec![least_of .price in Article, most, Some(sum), none, average_of .price in Article];
    }

    define_async_function length() -> optional<f64> {
        finish_with average_of .words in Article where .words > 0;
    }

    define_async_function read(slug: string) -> optional<rust<(Article, User, Vec<Comment>, i64)>> {
        finish_with find_one Article where .slug == slug including .author, all Comment by .article order_by .id descending, count_of Comment by .article;
    }

    define_async_function comments(slug: string) -> list<rust<(Comment, User, Option<Comment>)>> fails_with ConduitError {
        let article = find_one Article where .slug == slug;
        require article.is_some() otherwise ConduitError::NoArticle;
        let article = article.map(|it| it.id);
        finish_with find_all Comment where .article == article if_given article order_by .id limit 100 including .author, .answers;
    }

    define_async_function invited() -> list<rust<(User, Option<User>)>> {
        let_var found: list<rust<(User, Option<User>)>> = in_transaction {
            find_all User order_by .username limit 10 including .invited_by
        };
        finish_with found;
    }

    define_async_function favour(user: uuid, article: uuid) -> bool {
        finish_with insert new Favourite { user, article } on_conflict ignore;
    }

    define_async_function unfavour(user: uuid, article: uuid) -> i64 {
        finish_with remove all Favourite where .user == user and .article == article;
    }

    define_async_function fill(users: list<User>, articles: list<Article>, tags: list<ArticleTag>, follows: list<Follow>, comments: list<Comment>) {
        insert all users;
        insert all articles;
        insert all tags;
        insert all follows;
        insert all comments;
    }

    define_error ConduitError { NoArticle is not_found "there is no such article" }
}

type Full = (Article, User, Vec<ArticleTag>, i64, bool, bool);

#[derive(Clone, Debug, PartialEq)]
struct Slug {
    slug: String,
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct TagCount {
    tag: String,
    uses: i64,
}

#[derive(Clone, Debug, PartialEq)]
struct Written {
    author: Uuid,
    articles: i64,
    words: i64,
    price: Option<Decimal>,
    first: Option<i64>,
    last: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Listed {
    slug: String,
    author: String,
    tags: Vec<String>,
    favourites: i64,
    is_favourite: bool,
    is_followed: bool,
}

fn listed((article, author, tags, favourites, is_favourite, is_followed): Full) -> Listed {
    let tags = tags.into_iter().map(|it| it.tag).collect();
    Listed { slug: article.slug, author: author.username, tags, favourites, is_favourite, is_followed }
}

struct Site;

impl Block for Site {
    const NAME: &'static str = "Site";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.open::<Conduit>()
    }

    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(parseltongue::cores::stopping())
    }
}

impl Program for Site {
    const NAME: &'static str = "Site";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Site>(1)];
}

/// Ann, who follows Bob and wrote "snakes"; Bob, whom Ann invited, who wrote "owls" and "rats"; Cy, who only reads.
struct People {
    ann: Uuid,
    bob: Uuid,
    cy: Uuid,
    snakes: Uuid,
    owls: Uuid,
}

fn on_the_site(check: impl AsyncFnOnce(People)) {
    let directory = tempfile::tempdir().unwrap();
    let running: Running = Launch::of::<Site>().in_directory(directory.path()).start().unwrap();
    running.run(async {
        let id = |number: u128| Uuid::from_u128(number);
        let user = |number, name: &str, invited_by| User {
            id: id(number),
            username: name.to_owned(),
            bio: None,
            invited_by,
        };
        let article = |number: u128, slug: &str, author, words, price: &str| Article {
            id: id(number),
            slug: slug.to_owned(),
            title: slug.to_uppercase(),
            author: id(author),
            words,
            price: price.parse().unwrap(),
            created_at: number as i64,
        };
        let tag = |number, article, tag: &str| ArticleTag {
            id: id(number),
            article: id(article),
            tag: tag.to_owned(),
        };
        let comment = |number, author, body: &str, answers| Comment {
            id: number,
            article: id(10),
            author: id(author),
            body: body.to_owned(),
            answers,
        };
        fill(
            vec![user(1, "ann", None), user(2, "bob", Some(id(1))), user(3, "cy", None)],
            vec![
                article(10, "snakes", 1, 100, "1.50"),
                article(11, "owls", 2, 50, "2.25"),
                article(12, "rats", 2, 0, "0"),
            ],
            vec![tag(20, 10, "pets"), tag(21, 11, "pets"), tag(22, 11, "birds")],
            vec![Follow { id: id(30), follower: id(1), followed: id(2) }],
            vec![comment(1, 2, "nice", None), comment(2, 1, "thanks", Some(1))],
        )
        .await
        .unwrap();
        check(People { ann: id(1), bob: id(2), cy: id(3), snakes: id(10), owls: id(11) }).await;
    });
    assert!(running.stop().is_clean());
}

fn slugs(listed: &[Listed]) -> Vec<&str> {
    listed.iter().map(|it| &*it.slug).collect()
}

#[test]
fn a_list_says_of_each_article_what_its_reader_wants_to_know() {
    on_the_site(async |people| {
        let People { ann, cy, snakes, owls, .. } = people;
        assert!(favour(ann, owls).await.unwrap() && favour(cy, owls).await.unwrap());
        assert!(!favour(cy, owls).await.unwrap(), "once is enough");
        assert!(favour(cy, snakes).await.unwrap());
        assert_eq!(unfavour(cy, snakes).await.unwrap(), 1);
        let all = articles(None, None, None, ann, 20, 0).await.unwrap();
        assert_eq!(slugs(&all), ["rats", "owls", "snakes"]);
        assert_eq!(
            all[1],
            Listed {
                slug: "owls".to_owned(),
                author: "bob".to_owned(),
                tags: vec!["birds".to_owned(), "pets".to_owned()],
                favourites: 2,
                is_favourite: true,
                is_followed: true,
            }
        );
        assert_eq!(
            (all[2].favourites, all[2].is_favourite, all[2].is_followed, &*all[2].author),
            (0, false, false, "ann")
        );
        assert!(all[0].tags.is_empty());
    });
}

#[test]
fn a_list_is_of_what_is_given() {
    on_the_site(async |people| {
        let People { ann, bob, cy, owls, .. } = people;
        favour(cy, owls).await.unwrap();
        let tag = |text: &str| Some(text.to_owned());
        for (tag, author, fan, expected) in [
            (None, None, None, vec!["rats", "owls", "snakes"]),
            (tag("pets"), None, None, vec!["owls", "snakes"]),
            (None, Some(bob), None, vec!["rats", "owls"]),
            (tag("pets"), Some(bob), None, vec!["owls"]),
            (None, None, Some(cy), vec!["owls"]),
            (tag("pets"), Some(ann), Some(cy), vec![]),
            (tag("birds"), None, Some(cy), vec!["owls"]),
            (tag("none"), None, None, vec![]),
        ] {
            let found = articles(tag.clone(), author, fan, ann, 20, 0).await.unwrap();
            assert_eq!(slugs(&found), expected);
            assert_eq!(how_many(tag, author, fan).await.unwrap(), expected.len() as i64);
        }
        let second = articles(None, None, None, ann, 1, 1).await.unwrap();
        assert_eq!(slugs(&second), ["owls"]);
        assert!(articles(None, None, None, ann, 1, -1).await.is_err());
    });
}

#[test]
fn the_feed_is_of_those_who_are_followed() {
    on_the_site(async |people| {
        assert_eq!(feed(people.ann, 20).await.unwrap(), ["rats by bob", "owls by bob"]);
        assert_eq!(feed(people.bob, 20).await.unwrap(), Vec::<String>::new());
        assert_eq!(by_nobody_followed(people.ann).await.unwrap(), ["snakes"]);
        assert_eq!(by_nobody_followed(people.bob).await.unwrap(), ["owls", "rats", "snakes"]);
    });
}

#[test]
fn one_article_comes_with_what_belongs_to_it() {
    on_the_site(async |_| {
        let (article, author, comments_of, count) = read("snakes".to_owned()).await.unwrap().unwrap();
        assert_eq!((&*article.slug, &*author.username, count), ("snakes", "ann", 2));
        assert_eq!(comments_of.iter().map(|it| it.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(read("cats".to_owned()).await.unwrap(), None);
        let all = comments("snakes".to_owned()).await.unwrap();
        let said: Vec<_> = all
            .iter()
            .map(|(comment, author, answered)| {
                (comment.id, &*author.username, answered.as_ref().map(|it| it.id))
            })
            .collect();
        assert_eq!(said, [(1, "bob", None), (2, "ann", Some(1))]);
        assert!(comments("cats".to_owned()).await.is_err());
        let invited: Vec<_> =
            invited().await.unwrap().into_iter().map(|(_, by)| by.map(|it| it.username)).collect();
        assert_eq!(invited, [None, Some("ann".to_owned()), None]);
    });
}

#[test]
fn groups_and_measures_have_the_types_of_their_fields() {
    on_the_site(async |people| {
        let tag = |tag: &str, uses| TagCount { tag: tag.to_owned(), uses };
        assert_eq!(tags().await.unwrap(), [tag("birds", 1), tag("pets", 2)]);
        let written = |author, words, price: &str, first, last: &str| Written {
            author,
            articles: 1,
            words,
            price: Some(price.parse().unwrap()),
            first: Some(first),
            last: Some(last.to_owned()),
        };
        assert_eq!(
            by_author().await.unwrap(),
            [written(people.ann, 100, "1.5", 10, "snakes"), written(people.bob, 50, "2.25", 11, "owls")]
        );
        assert_eq!(words(people.bob).await.unwrap(), 50);
        assert_eq!(words(people.cy).await.unwrap(), 0);
        let price = |text: &str| Some(text.parse::<Decimal>().unwrap());
        assert_eq!(prices().await.unwrap(), [price("0"), price("2.25"), price("3.75"), None, price("1.25")]);
        assert_eq!(length().await.unwrap(), Some(75.0));
    });
}
