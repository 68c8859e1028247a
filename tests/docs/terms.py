"""The words of tables that are made, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANG: ContextVar[str] = ContextVar("language of the page", default="en")

VIETNAMESE = {
    # heads of tables
    "Cell": "Ô",
    "Clause": "Căn cứ",
    "Code": "Mã",
    "Column": "Cột",
    "Columns": "Các cột",
    "Confidence": "Độ tin cậy",
    "Rules": "Quy tắc",
    "Seen": "Đã thấy",
    "Title": "Tên",
    "Date": "Ngày",
    "Effect": "Hệ quả",
    "English": "Tiếng Anh",
    "Headings": "Tiêu đề",
    "Holds": "Nội dung",
    "In force": "Hiệu lực",
    "Instrument": "Văn bản",
    "Key": "Khóa",
    "Kind": "Kiểu",
    "Ladder": "Nhánh",
    "Level": "Cấp",
    "Levels, lowest first": "Các mức, từ thấp đến cao",
    "Meaning": "Ý nghĩa",
    "Moment": "Thời điểm",
    "Needed": "Bắt buộc",
    "No sheet means": "Không có trang thì",
    "One row is": "Mỗi dòng là",
    "Other headings": "Tiêu đề khác",
    "Other names of the sheet": "Tên khác của trang",
    "Other spellings": "Cách viết khác",
    "Purpose": "Mục đích",
    "Rank": "Bậc",
    "Record": "Hồ sơ",
    "Refused": "Không nhận",
    "Remarks": "Ghi chú",
    "Requirements": "Số yêu cầu",
    "Requirements as written": "Số yêu cầu đã viết",
    "Rules call it": "Tên trong quy tắc",
    "Scale": "Thang",
    "Sentence": "Câu",
    "Sheet": "Trang",
    "Standard": "Tiêu chuẩn",
    "Standing": "Thứ bậc",
    "Status": "Tình trạng",
    "Table": "Bảng",
    "Training listed": "Ghi nhu cầu đào tạo",
    "Vietnamese": "Tiếng Việt",
    "What is wrong": "Lỗi gì",
    "What to do": "Cách sửa",
    # cells
    "draft": "dự thảo",
    "windows": "thời hạn kỷ luật",
    "retirement": "tuổi nghỉ hưu",
    "summary": "bản tóm tắt",
    "derived": "suy ra",
    "recall": "nhớ lại",
    "yes": "có",
    "no": "không",
    "needed": "bắt buộc",
    "today": "nay",
    "none": "không có",
    "level": "mức",
    "choice": "lựa chọn",
    "ordered": "có thứ bậc",
    "date": "ngày",
    "number": "số",
    "text": "chữ",
    "post": "chức danh",
    "posts, separated by `;`": "các chức danh, cách nhau bằng `;`",
    "the review date": "ngày xét",
    "to": "đến",
    "an empty cell means none": "ô trống nghĩa là không có",
    "an empty cell makes no row": "ô trống thì không cho ra dòng nào",
    "also with": "cũng vậy nếu ghi",
    "goes first": "được ưu tiên",
    "only a year or month and": "chỉ có năm hoặc tháng và",
    "completed to": "lấy ngày",
    "one for each outcome": "mỗi kết luận một trang",
    "a person": "một người",
    "a candidacy": "một đối tượng xét",
    "a unit": "một đơn vị",
    "an event of a person": "một sự việc của một người",
    "the file is refused": "không nhận tệp",
    "nobody is planned": "không ai trong quy hoạch",
    "nothing is known": "chưa biết gì",
    "there are none": "không có việc nào",
    "confirmed by the office": "cơ quan đã xác nhận",
    "the text was read": "đã đọc nguyên văn",
    "a summary was read": "đã đọc bản tóm tắt",
    "derived from other texts or published figures": "suy ra từ văn bản khác hoặc số liệu đã công bố",
    "from memory: may lead to `verify`, alone never to `remove` or `reject`": (
        "nhớ lại: có thể dẫn tới `verify`, tự nó không bao giờ dẫn tới `remove` hay `reject`"
    ),
    "the day of the review (`--as-of`)": "ngày xét (`--as-of`)",
    "the first day of the term that the plan entry names": "ngày đầu của nhiệm kỳ ghi ở dòng quy hoạch",
    "the last day of that term": "ngày cuối của nhiệm kỳ đó",
}

ENGLISH = {vietnamese: english for english, vietnamese in VIETNAMESE.items()}
assert len(ENGLISH) == len(VIETNAMESE), "one word for two"


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """What is made inside is in *lang*."""
    token = LANG.set(lang)
    try:
        yield
    finally:
        LANG.reset(token)


def said(words: str) -> str:
    """English *words* in the language of the page that is made.

    Raises:
        KeyError: `VIETNAMESE` has nothing for them.

    """
    return words if LANG.get() == "en" else VIETNAMESE[words]


def english(words: str) -> str:
    """The English for the Vietnamese head of a table; what is not known stays."""
    return ENGLISH.get(words, words)
