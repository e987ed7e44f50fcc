// One shader for each kind of batch. Positions are device pixels; colours are straight (not
// premultiplied) in gamma space when they come in, premultiplied when they go out.

struct Frame {
    // Width and height of the target in pixels.
    size: vec2f,
    padding: vec2f,
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var atlas: texture_2d<f32>;

// The corner of a rectangle of left, top, right, bottom that a vertex of a strip of four stands at.
fn corner(vertex: u32, edges: vec4f) -> vec2f {
    let right = (vertex & 1u) == 1u;
    let bottom = vertex >= 2u;
    return vec2f(select(edges.x, edges.z, right), select(edges.y, edges.w, bottom));
}

fn clip_position(pixel: vec2f) -> vec4f {
    let unit = pixel / frame.size;
    return vec4f(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
}

fn premultiplied(color: vec4f) -> vec4f {
    return vec4f(color.rgb * color.a, color.a);
}

// Blocks of one colour.

struct BlockOut {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) color: vec4f,
}

@vertex
fn block_vertex(
    @builtin(vertex_index) vertex: u32,
    @location(0) edges: vec4f,
    @location(1) color: vec4f,
) -> BlockOut {
    return BlockOut(clip_position(corner(vertex, edges)), premultiplied(color));
}

@fragment
fn block_fragment(in: BlockOut) -> @location(0) vec4f {
    return in.color;
}

// Rectangles with rounded corners or a border: the distance to the outline says how much of a
// pixel is covered.

struct RoundedOut {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) shape: vec4f,
    @location(1) @interpolate(flat) radii: vec4f,
    @location(2) @interpolate(flat) border_width: f32,
    @location(3) @interpolate(flat) background: vec4f,
    @location(4) @interpolate(flat) border: vec4f,
}

@vertex
fn rounded_vertex(
    @builtin(vertex_index) vertex: u32,
    @location(0) edges: vec4f,
    @location(1) shape: vec4f,
    @location(2) radii: vec4f,
    @location(3) border_width: f32,
    @location(4) background: vec4f,
    @location(5) border: vec4f,
) -> RoundedOut {
    return RoundedOut(
        clip_position(corner(vertex, edges)),
        shape,
        radii,
        border_width,
        premultiplied(background),
        premultiplied(border),
    );
}

@fragment
fn rounded_fragment(in: RoundedOut) -> @location(0) vec4f {
    let half_size = (in.shape.zw - in.shape.xy) * 0.5;
    let from_center = in.position.xy - (in.shape.xy + half_size);
    let sides = select(in.radii.xw, in.radii.yz, from_center.x >= 0.0);
    let radius = select(sides.x, sides.y, from_center.y >= 0.0);
    let beyond = abs(from_center) - half_size + radius;
    let distance = length(max(beyond, vec2f(0.0))) + min(max(beyond.x, beyond.y), 0.0) - radius;
    let covered = clamp(0.5 - distance, 0.0, 1.0);
    var color = in.background;
    if in.border_width > 0.0 {
        let inside = clamp(0.5 - (distance + in.border_width), 0.0, 1.0);
        color = mix(in.border, in.background, inside);
    }
    return color * covered;
}

// Glyphs: whole pixels of the atlas onto whole pixels of the target, so no sampler is needed.

struct StampOut {
    @builtin(position) position: vec4f,
    // From a place on the target to its place in the atlas.
    @location(0) @interpolate(flat) shift: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
}

@vertex
fn stamp_vertex(
    @builtin(vertex_index) vertex: u32,
    @location(0) edges: vec4f,
    @location(1) source: vec2f,
    @location(2) color: vec4f,
) -> StampOut {
    return StampOut(
        clip_position(corner(vertex, edges)),
        source - edges.xy,
        premultiplied(color),
    );
}

@fragment
fn stamp_fragment(in: StampOut) -> @location(0) vec4f {
    let coverage = textureLoad(atlas, vec2i(floor(in.position.xy + in.shift)), 0).r;
    return in.color * coverage;
}
