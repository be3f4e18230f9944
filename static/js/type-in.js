// The paper sheet typed back in: fields in its order that keep themselves, with the keys of the talk.
import "./notes.js";
import "./talk-days.js";
import "./talk-drafts.js";
import "./talk-jump.js";
import "./talk-keys.js";
import "./talk-marks.js";
import "./talk-new.js";
import "./type-in-boxes.js";
import "./type-in-closing.js";
