//! What people call the classes and columns of a target in their own tables, in several languages: with these
//! words a mapping is proposed for a file that nobody has seen before. A run never looks at them.

/// Words for classes and fields.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// What things of a class are called: in the names of files, sheets and columns, and in a column that says
    /// what kind of thing a row is.
    pub classes: Vec<ClassWords>,
    /// What fields are called, the likelier meaning of a word before the others.
    pub fields: Vec<FieldWords>,
    /// Columns that items are found by, the surest first: all of one of these.
    pub keys: Vec<Vec<&'static str>>,
    /// Columns that are known and have no place: their values must not be taken for something else.
    pub nowhere: Vec<&'static str>,
    /// Words in front of another one that say nothing more: `Device name` is the name.
    pub aside: Vec<&'static str>,
}

/// Words for a class.
#[derive(Debug, Clone)]
pub struct ClassWords {
    /// The class.
    pub class: &'static str,
    /// What a thing of it is called: `laptop`, `ordinateur`.
    pub words: Vec<&'static str>,
    /// Columns that only things of it have: `toner`, `IMEI`.
    pub columns: Vec<&'static str>,
}

/// Words for a field.
#[derive(Debug, Clone)]
pub struct FieldWords {
    /// The field as mappings write it: `serial`, `os.operatingsystems_id`, `ports.mac`. `{class}` stands for
    /// the class in lower case.
    pub path: &'static str,
    /// The only class of which the words say it; `None`: every class that has the field.
    pub class: Option<&'static str>,
    /// What a column of that name says of the field.
    pub says: Says,
    /// Names of columns.
    pub words: Vec<&'static str>,
}

/// What a column says of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// Its value.
    Value,
    /// The day on which something ends of which the field keeps the number of months; these columns of the
    /// same part may have the first day.
    End {
        /// The likelier ones first.
        begins: Vec<&'static str>,
    },
    /// A level of its path: the outermost has the lowest number.
    Level(u8),
}
