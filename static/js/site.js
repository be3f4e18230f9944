// What every page can do; each module finds its elements by data-* attributes.
import "./failures.js";
import "./leaving.js";
import "./focus.js";
import "./cancel.js";
import "./copy.js";
import "./autosubmit.js";
import "./filters.js";
import "./dismiss.js";
import "./needs-js.js";
import "./zone.js";
import "./notes-unsent.js";
import "./notes-sign-out.js";
import "./find.js";
import "./find-key.js";
