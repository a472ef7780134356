//! Labels and lines keep off boxes, and labels off each other.

use daprk::graph::{Theme, svg};

use super::graphs::{FIXTURES, fixture, many};

/// Left, top, right, bottom.
type Area = [i32; 4];

/// The value of an attribute in a piece of markup.
fn value<'a>(markup: &'a str, name: &str) -> &'a str {
    let (_, rest) = markup.split_once(&format!(" {name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

/// The areas of the rectangles of all lines that hold this.
fn areas(picture: &str, holding: &str) -> Vec<Area> {
    let lines = picture.lines().filter(|line| line.contains(holding));
    let rects = lines.flat_map(|line| line.split("<rect").skip(1));
    let area = |rect: &str| {
        let [x, y, width, height] =
            ["x", "y", "width", "height"].map(|name| value(rect, name).parse::<i32>().unwrap());
        [x, y, x + width, y + height]
    };
    rects.map(area).collect()
}

/// The stretches of all lines, from corner to corner.
fn stretches(picture: &str) -> Vec<Area> {
    let mut stretches = Vec::new();
    for line in picture.lines().filter(|line| line.contains("data-from=")) {
        let (_, path) = line.split_once("class=\"line\"").unwrap();
        let numbers = value(path, "d").replace(['M', 'L', 'Q'], " ");
        let numbers: Vec<i32> = numbers
            .split_whitespace()
            .map(|one| one.parse().unwrap())
            .collect();
        let points: Vec<&[i32]> = numbers.chunks(2).collect();
        for ends in points.windows(2) {
            let (xs, ys) = ([ends[0][0], ends[1][0]], [ends[0][1], ends[1][1]]);
            stretches.push([
                xs[0].min(xs[1]),
                ys[0].min(ys[1]),
                xs[0].max(xs[1]),
                ys[0].max(ys[1]),
            ]);
        }
    }
    stretches
}

/// Whether two areas have more than an edge in common.
fn overlap(one: &Area, two: &Area) -> bool {
    one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3]
}

fn pictures() -> Vec<String> {
    let mut graphs: Vec<_> = FIXTURES.map(fixture).to_vec();
    graphs.push(many(100));
    graphs.iter().map(|graph| svg(graph, Theme::Auto)).collect()
}

#[test]
fn labels_keep_off_boxes_and_each_other() {
    for picture in pictures() {
        let (boxes, labels) = (
            areas(&picture, "class=\"node "),
            areas(&picture, "class=\"label "),
        );
        assert!(!boxes.is_empty() && !labels.is_empty());
        for (at, label) in labels.iter().enumerate() {
            let off = |other: &&Area| overlap(label, other);
            assert_eq!(boxes.iter().find(off), None, "{label:?}");
            assert_eq!(labels[at + 1..].iter().find(off), None, "{label:?}");
        }
    }
}

#[test]
fn lines_keep_off_boxes() {
    for picture in pictures() {
        let boxes = areas(&picture, "class=\"node ");
        for stretch in stretches(&picture) {
            let through = |area: &&Area| overlap(&stretch, area);
            assert_eq!(boxes.iter().find(through), None, "{stretch:?}");
        }
    }
}

#[test]
fn nothing_is_cut_off() {
    for picture in pictures() {
        let (width, height): (i32, i32) = (
            value(&picture, "width").parse().unwrap(),
            value(&picture, "height").parse().unwrap(),
        );
        let mut all = areas(&picture, "class=\"node ");
        all.extend(areas(&picture, "class=\"label "));
        all.extend(stretches(&picture));
        for area in all {
            assert!(
                area[0] >= 0 && area[1] >= 0 && area[2] <= width && area[3] <= height,
                "{area:?}"
            );
        }
    }
}

#[test]
fn an_overlap_is_seen() {
    for (two, wanted) in [
        ([5, 5, 8, 8], true),
        ([0, 5, 20, 5], true),
        ([10, 0, 20, 10], false),
        ([0, 10, 10, 10], false),
    ] {
        assert_eq!(overlap(&[0, 0, 10, 10], &two), wanted, "{two:?}");
    }
}

#[test]
fn no_line_goes_through_a_heading() {
    for picture in FIXTURES.map(|name| svg(&fixture(name), Theme::Auto)) {
        let lines = stretches(&picture);
        for heading in picture
            .lines()
            .filter(|line| line.contains("class=\"heading\""))
        {
            let [x, y] = ["x", "y"].map(|name| value(heading, name).parse::<i32>().unwrap());
            let (_, words) = heading.split_once('>').unwrap();
            let letters = words.split('<').next().unwrap().chars().count();
            let letters = i32::try_from(letters).unwrap();
            let area = [x, y - 9, x + 7 * letters, y];
            for line in &lines {
                // A line has no width of its own.
                let wide = [line[0] - 1, line[1], line[2] + 1, line[3]];
                assert!(!overlap(&wide, &area), "{line:?} through {heading}");
            }
        }
    }
}

#[test]
fn a_long_name_is_whole_where_there_is_room() {
    let mut graph = fixture("hello-kubernetes");
    let long = "dapr-dev-redis-master";
    for node in graph
        .nodes
        .iter_mut()
        .filter(|node| node.name.contains("redis"))
    {
        node.name = long.to_owned();
    }
    let picture = svg(&graph, Theme::Auto);
    assert!(picture.contains(&format!(">{long}</text>")), "{picture}");
}
